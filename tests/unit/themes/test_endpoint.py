"""A language model may propose names; nothing leaves for elsewhere, and nothing is taken unread."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pandas as pd
import pytest

from insight.errors import InputError, SettingsError
from insight.settings import LabelSettings
from insight.themes.endpoint import MARK, passes, propose_labels

# Invented, like all sentences here.
SAID = "the number nine bus never comes up our lane after dark"
THEMES = pd.DataFrame(
    {
        "theme_id": [0, 1, 2],
        "label": ["Bus", "Lunch club", "Named by a person"],
        "keywords": ["bus, lane", "lunch, club", "form"],
        "status": ["candidate", "candidate", "accepted"],
    }
)
SEGMENTS = pd.DataFrame(
    {
        "segment_id": ["s0", "s1", "s2"],
        "text": [SAID, "[person 1] cooks for us", "a form"],
        "state": ["read", "detected", "read"],
    }
)
EXEMPLARS = pd.DataFrame(
    {"theme_id": [0, 1, 2], "segment_id": ["s0", "s1", "s2"], "why": "central"}
)


@contextmanager
def server(answers: list[str], *, status: int = 200, delay: float = 0.0) -> Iterator[LabelSettings]:
    """A server on this machine that gives `answers` in turn, as settings whose model is 'tiny'."""
    told = iter(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append((self.path, json.loads(body)))
            time.sleep(delay)
            reply = {"choices": [{"message": {"role": "assistant", "content": next(told, "")}}]}
            self.send_response(status)
            self.send_header("Location", "http://192.0.2.1/elsewhere")
            self.end_headers()
            self.wfile.write(json.dumps(reply).encode())

        def log_message(self, *_: object) -> None:
            pass

    asked.clear()
    running = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    try:
        yield LabelSettings(endpoint=f"http://127.0.0.1:{running.server_port}/v1", model="tiny")
    finally:
        running.shutdown()
        running.server_close()


asked: list[tuple[str, dict[str, object]]] = []


def test_a_label_says_that_a_model_proposed_it_and_what_a_person_named_stays() -> None:
    with server(["“Buses that do not come.”", "Company at lunch"]) as settings:
        found = propose_labels(THEMES, EXEMPLARS, SEGMENTS, settings)
    assert list(found.themes["label"]) == [
        f"Buses that do not come {MARK}",
        f"Company at lunch {MARK}",
        "Named by a person",
    ]
    assert [path for path, _ in asked] == ["/v1/chat/completions"] * 2
    assert "2 of 2" in found.note


def test_only_keywords_and_exemplars_are_sent() -> None:
    others = pd.DataFrame({"segment_id": ["s9"], "text": ["unasked for"], "state": ["read"]})
    with server(["Late buses", "Lunch together"]) as settings:
        propose_labels(THEMES, EXEMPLARS, pd.concat([SEGMENTS, others]), settings)
    sent = json.dumps([body for _, body in asked])
    assert SAID in sent
    assert "bus, lane" in sent
    assert "unasked for" not in sent
    assert "s0" not in sent


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("Buses", "one word names little"),
        ("A very long name that goes on and on about buses", "too long"),
        ("The bus never comes up our lane", "six words in a row of what somebody said"),
        ("What [person 1] cooks", "a stand-in for an identifier"),
        ("Buses {late}", "not only words"),
        ("", "nothing"),
    ],
)
def test_an_answer_that_is_no_label_leaves_the_label_that_was(answer: str, why: str) -> None:
    with server([answer, answer]) as settings:
        found = propose_labels(THEMES, EXEMPLARS, SEGMENTS, settings)
    assert list(found.themes["label"]) == list(THEMES["label"]), why


def test_two_themes_never_get_the_same_name() -> None:
    with server(["Getting about", "Getting about"]) as settings:
        found = propose_labels(THEMES, EXEMPLARS, SEGMENTS, settings)
    assert list(found.themes["label"][:2]) == [f"Getting about {MARK}", "Lunch club"]


def test_another_machine_is_refused_unless_the_controller_answers_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = LabelSettings(endpoint="http://192.0.2.7:8080")  # an address for documentation
    with pytest.raises(SettingsError, match="not on this machine"):
        propose_labels(THEMES, EXEMPLARS, SEGMENTS, settings)
    # A name with one number here and one elsewhere is elsewhere.
    both = [(socket.AF_INET, 1, 6, "", (number, 80)) for number in ("127.0.0.1", "192.0.2.7")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    with pytest.raises(SettingsError, match="not on this machine"):
        propose_labels(THEMES, EXEMPLARS, SEGMENTS, LabelSettings(endpoint="http://model.invalid"))


def test_a_machine_elsewhere_sees_only_what_a_person_has_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with server(["Late buses", "Lunch together"]) as here:
        # Only the judgement of where it is differs; the number dialled stays this machine's.
        from insight.themes import endpoint

        monkeypatch.setattr(
            endpoint, "ip_address", lambda _: type("Far", (), {"is_loopback": False})
        )
        inside = here.model_copy(update={"inside_boundary": ["127.0.0.1"]})
        propose_labels(THEMES, EXEMPLARS, SEGMENTS, inside)
    sent = json.dumps([body for _, body in asked])
    assert SAID in sent
    assert "cooks for us" not in sent


@pytest.mark.parametrize("status", [302, 404, 500])
def test_an_endpoint_in_trouble_is_told_without_its_words(status: int) -> None:
    with (
        server(["Late buses"], status=status) as settings,
        pytest.raises(InputError, match=f"status {status}") as refused,
    ):
        propose_labels(THEMES, EXEMPLARS, SEGMENTS, settings)
    assert "bus" not in str(refused.value).lower()


def test_an_endpoint_that_sleeps_is_not_waited_for() -> None:
    with (
        server(["Late buses"], delay=1.0) as settings,
        pytest.raises(InputError, match=r"within 0\.2 seconds"),
    ):
        propose_labels(THEMES, EXEMPLARS, SEGMENTS, settings.model_copy(update={"timeout": 0.2}))


def test_six_words_in_a_row_are_a_quote_and_five_are_not() -> None:
    words = tuple(SAID.split())
    runs = frozenset(words[at : at + 6] for at in range(len(words) - 5))
    assert not passes("Bus never comes up our lane", runs)
    assert passes("Bus never comes up our", runs)
