"""What first-pass vectors lose against the default ones: `python benchmarks/first_pass.py`.

Themes of every text of two public sets (beside the repository, in `../shared/data`), fitted on
either kind of vectors, and the seconds that making these takes, the model loaded.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from growth import RESULTS, SEED, as_segments, machine, versions
from sklearn.metrics import adjusted_mutual_info_score, normalized_mutual_info_score

from insight.inference import encoder_of, rounded
from insight.settings import ThemesSettings
from insight.themes import fit_themes

sys.path.insert(0, str(Path(__file__).parent / "themes"))
from corpora import labelled

COLUMNS = ["set", "vectors", "texts", "themes", "AMI", "NMI", "in no theme", "texts a second"]


def rows_of(name: str, most: int) -> list[list[object]]:
    """A row a kind of vectors."""
    frame = labelled(name)[:most]
    texts, single = frame["text"].to_list(), frame["single"].to_numpy(dtype=bool)
    segments, made = as_segments(texts), []
    for kind in ("default", "first pass"):
        encoder = encoder_of(kind)
        encoder.encode(texts[:1])
        start = time.perf_counter()
        vectors = rounded(encoder.encode(texts))
        speed = len(texts) / (time.perf_counter() - start)
        table = pd.DataFrame({"segment_id": segments["segment_id"], "vector": list(vectors)})
        found = fit_themes(segments, table, ThemesSettings(min_words=1, vectors=kind), SEED)
        ranked = found.segment_themes.sort_values(
            ["segment_id", "weight", "theme_id"], ascending=[True, False, True]
        )
        main = ranked.drop_duplicates("segment_id").set_index("segment_id")["theme_id"]
        of = main.reindex(segments["segment_id"]).to_numpy()
        both = frame.loc[single, "label"], of[single]
        ami, nmi = adjusted_mutual_info_score(*both), normalized_mutual_info_score(*both)
        none = float(np.mean(of == -1))
        told = [round(float(one), 3) for one in (ami, nmi, none)]
        made.append([name, kind, len(texts), len(found.themes), *told, round(speed)])
        print(made[-1], flush=True)
    return made


def main() -> None:
    """Both sets, and the table."""
    rows = [
        row for name, most in (("fft", 10_000), ("phase1", 3_000)) for row in rows_of(name, most)
    ]
    told = {
        "title": "First-pass vectors beside the default ones",
        "said": [
            "AMI and NMI are with the labels that people gave, a text in no theme in a group of "
            "its own. Function words count nothing in the first pass; that was chosen on these "
            "two sets, so these figures flatter. Other work was on the machine.",
        ],
        "table": {"columns": COLUMNS, "rows": rows},
        "machine": machine(),
        "versions": versions(),
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "first_pass.json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
