"""Values of the Marmot indicators from a snapshot of Fingertips. All figures are invented."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pandas as pd
import pytest

from insight.errors import SourceError
from insight.places import Reference, download, indicator_values, indicators

HEADER = (
    "Indicator ID,Indicator Name,Area Code,Area Name,Area Type,Sex,Age,Category Type,Category,"
    "Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Count,Time period Sortable\n"
)
PEOPLE = "Persons,5 yrs,,"
ANSWER = HEADER + "".join(
    f"{row}\n"
    for row in (
        f"90631,Invented,E06000057,X,UTLA,{PEOPLE},2021/22,60,58,62,1,20210000",
        f"90631,Invented,E06000057,X,UTLA,{PEOPLE},2022/23,61.5,59,64,1,20220000",
        f"90631,Invented,E92000001,England,England,{PEOPLE},2022/23,67,66,68,1,20220000",
        f"90631,Invented,E92000001,England,England,{PEOPLE},2023/24,99,98,99,1,20230000",
        "90631,Invented,E06000057,X,UTLA,Female,5 yrs,,,2023/24,70,,,1,20230000",
        "90631,Invented,E06000057,X,UTLA,Persons,5 yrs,Deprivation,Most,2023/24,40,,,1,20230000",
        "90366,Invented,E06000057,X,UTLA,Male,All ages,,,2020 - 22,78,77,79,,20200000",
        "90366,Invented,E06000057,X,UTLA,Female,All ages,,,2020 - 22,82,81,83,,20200000",
        "92443,Invented,E06000057,X,UTLA,Persons,18+ yrs,,,2023,,,,,20230000",
        "92443,Invented,E06000001,Y,UTLA,Persons,18+ yrs,,,2023,15,14,16,1,20230000",
        "11111,Not listed,E06000057,X,UTLA,Persons,All ages,,,2023,1,0,2,1,20230000",
    )
)


@contextmanager
def serving(content: bytes, asked: list[str]) -> Iterator[str]:
    """A publisher on this machine that answers everything with `content`."""

    class Publisher(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Publisher)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def with_snapshot(reference: Reference, folder: Path, text: str) -> Reference:
    (folder / "fingertips.csv").write_text(text, "utf-8-sig")
    return replace(reference, folder=folder)


def test_the_latest_period_of_the_authority_stands_beside_england_in_the_same(
    of_2021: Reference, tmp_path: Path
) -> None:
    values = indicator_values(with_snapshot(of_2021, tmp_path, ANSWER))
    assert values is not None
    of_reception = values[values["indicator_id"] == "90631"]
    assert of_reception[["period", "value", "england", "polarity"]].to_numpy().tolist() == [
        ["2022/23", 61.5, 67.0, "+"]
    ]


def test_what_is_measured_for_men_and_women_apart_stays_apart(
    of_2021: Reference, tmp_path: Path
) -> None:
    values = indicator_values(with_snapshot(of_2021, tmp_path, ANSWER))
    assert values is not None
    lives = values[values["indicator_id"] == "90366"]
    assert dict(zip(lives["measured_for"], lives["value"], strict=True)) == {
        "Male, All ages": 78.0,
        "Female, All ages": 82.0,
    }
    assert lives["england"].isna().all()
    assert set(values["indicator_id"]) == {"90631", "90366"}  # no value, not listed: left out


def test_a_snapshot_is_asked_for_by_name_and_read_where_it_was_saved(
    of_2021: Reference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    asked: list[str] = []
    with serving(ANSWER.encode(), asked) as address:
        download("fingertips", tmp_path, base_url=address)
    assert "indicator_ids=90631" in asked[0]
    values = indicator_values(replace(of_2021, folder=tmp_path))
    assert values is not None
    assert values["origin"].str.match(r"OHID Fingertips, snapshot [0-9a-f]{12}$").all()


def test_without_a_snapshot_there_are_indicators_and_no_values(
    of_2021: Reference, tmp_path: Path
) -> None:
    elsewhere = replace(of_2021, folder=tmp_path)
    assert indicator_values(elsewhere) is None
    pd.testing.assert_frame_equal(indicators(elsewhere), indicators(of_2021))


def test_another_layout_is_refused(of_2021: Reference, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"fingertips\.csv: 0 columns look like indicator_id"):
        indicator_values(with_snapshot(of_2021, tmp_path, "a,b\n1,2\n"))
