"""How well the machine codes: `python benchmarks/coding.py`.

Two corpora that share neither subject nor codebook: NHS comments with themes given by people
(looked for beside the repository in `../shared/data`; themes given 20 times or more; the codebook
holds nothing but their names), and the demonstration study with the starter codebook. Codebook
alone, a few coded texts, and full training in five folds by respondent beside two other recipes:

* NHS tool: TF-IDF of words, one support vector machine a theme, C = 15, weighted by class;
* quick hybrid: TF-IDF of words beside MiniLM vectors, one linear SVM a theme, weighted by class.

All figures are of texts of people that taught nothing. Seconds are of a run with the vectors of
whole texts made before, and told apart: of sentences the coder makes its own. `size` beside the
command also tells time and memory for 10,000 coded comments and 30 codes.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from insight.coding import Code, Codebook, codebook_path, read_codebook, read_human_codes
from insight.coding.draw import propose
from insight.coding.machine import Decisions, Learned, Texts, calibration_error, learn
from insight.coding.people.human import human_codes
from insight.inference import SentenceEncoder

ROOT = Path(__file__).parents[1]
DATA = ROOT / ".." / "shared" / "data"
TABLES = ROOT / "data/processed/tables"
LEAST = 20
FOLDS = 5
DRAWS = 3
ROUND = 50
NO_THEME = ("theme__not_assigned", "theme__labelling_not_possible")

Marks = NDArray[np.bool_]
Floats = NDArray[np.float64]
Rows = NDArray[np.bool_]


class Encoder:
    """Vectors of texts, each made once; `seconds` it took to make them."""

    def __init__(self) -> None:
        self._encoder, self._kept = SentenceEncoder(), dict[str, NDArray[np.float32]]()
        self.seconds = 0.0

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors (n, 384)."""
        start = time.perf_counter()
        fresh = sorted({text for text in texts if text not in self._kept})
        self._kept.update(zip(fresh, self._encoder.encode(fresh), strict=True))
        self.seconds += time.perf_counter() - start
        return np.stack([self._kept[text] for text in texts])


@dataclass(frozen=True)
class Corpus:
    """Texts with the codes that people gave them (n, k), and the codebook."""

    name: str
    texts: Texts
    marks: Marks
    book: Codebook

    def only(self, rows: Rows) -> Texts:
        """The texts at `rows`."""
        return Texts(
            [self.texts.said[at] for at in np.flatnonzero(rows)],
            self.texts.vectors[rows],
            [self.texts.people[at] for at in np.flatnonzero(rows)],
        )

    @cached_property
    def folds(self) -> NDArray[np.int64]:
        """A fold for each text; people stay together."""
        people = np.array(sorted(set(self.texts.people)))
        mixed = np.random.default_rng(0).permutation(len(people))
        fold = dict(zip(people[mixed], np.arange(len(people)) % FOLDS, strict=True))
        return np.array([fold[who] for who in self.texts.people])


def macro_f1(given: Marks, found: Marks) -> float:
    """Mean F1 of the codes that were given at all."""
    both, sizes = (given & found).sum(axis=0), given.sum(axis=0) + found.sum(axis=0)
    there = given.any(axis=0)
    return float((2 * both[there] / sizes[there]).mean())


def micro_f1(given: Marks, found: Marks) -> float:
    """F1 over all pairs of text and code."""
    return float(2 * (given & found).sum() / (given.sum() + found.sum()))


def suggested(learned: Learned, probability: Floats) -> Marks:
    """What is suggested at the cut of each code."""
    cuts = [np.inf if one.cut is None else one.cut for one in learned.standings]
    return np.asarray(probability >= np.array(cuts))


def tell(name: str, given: Marks, found: Marks, probability: Floats | None, note: str = "") -> None:
    """Print F1 and, where there are probabilities, how far they are from what they say."""
    line = f"{name:34} macro {macro_f1(given, found):.3f}  micro {micro_f1(given, found):.3f}"
    if probability is not None:
        codes = range(given.shape[1])
        each = [calibration_error(probability[:, at], given[:, at]) for at in codes]
        line += f"  error {calibration_error(probability, given):.3f}"
        line += f"  a code {np.mean(each):.3f}, most {max(each):.3f}"
    print(f"{line}  {note}".rstrip(), flush=True)


def nhs_comments(encode: Encoder) -> Corpus:
    """NHS comments; each respondent is a person."""
    frame = pd.read_parquet(DATA / "fft_comments_dev.parquet")
    frame = frame.sort_values(["text", "id"], ignore_index=True)
    names = pd.read_csv(DATA / "fft_theme_labels.csv").set_index("column")["original_label"]
    themes = [
        name
        for name in map(str, frame.filter(like="theme__"))
        if name not in NO_THEME and frame[name].sum() >= LEAST
    ]
    said = frame["text"].to_list()
    texts = Texts(said, encode(said).astype(np.float64), frame["respondent_id"].to_list())
    codes = tuple(Code(name, name, names[name], names[name]) for name in themes)
    return Corpus("NHS", texts, frame[themes].to_numpy(dtype=bool), Codebook("Names", "1", codes))


def demonstration(encode: Encoder) -> Corpus:
    """What people said in the demonstration study, as de-identified, with either coder's codes."""
    segments = pd.read_parquet(TABLES / "deidentified_segments.parquet")
    book = read_codebook(codebook_path("starter", ROOT))
    given = human_codes(_of_both(segments))
    heard = segments[segments["role"] == "participant"]
    heard = heard.sort_values(["text", "segment_id"], ignore_index=True)
    short = heard["text"].map(lambda text: len(text.split())) < 4
    said = heard["text"].where(~short, heard["question_asked"] + " " + heard["text"]).to_list()
    marks = np.zeros((len(heard), len(book.names)), dtype=bool)
    rows = pd.Index(heard["segment_id"]).get_indexer(pd.Index(given["segment_id"]))
    marks[rows, pd.Index(book.names).get_indexer(pd.Index(given["code"]))] = True
    texts = Texts(said, encode(said).astype(np.float64), heard["speaker_id"].to_list())
    return Corpus("demonstration", texts, marks, book)


def _of_both(segments: pd.DataFrame) -> pd.DataFrame:
    private = ROOT / ".private/tables"
    raw, found = (
        pd.read_parquet(private / f"{name}.parquet") for name in ("segments", "identifiers")
    )
    return read_human_codes(ROOT / "data/raw/human_codes.csv", segments, raw, found)


def nothing_read(corpus: Corpus) -> Decisions:
    """Nobody has coded anything."""
    return Decisions(np.zeros(len(corpus.marks), dtype=bool), np.zeros_like(corpus.marks))


def codebook_only(corpus: Corpus, encode: Encoder) -> None:
    """Nothing but the codebook."""
    learned = learn(corpus.texts, nothing_read(corpus), corpus.book, encode)
    tell(
        f"{corpus.name}, codebook only",
        corpus.marks,
        suggested(learned, learned.unseen),
        learned.unseen,
    )


def taught_by(corpus: Corpus, read: Rows, encode: Encoder) -> Learned:
    """Learned from what people said of the texts `read`."""
    return learn(corpus.texts, Decisions(read, corpus.marks & read[:, None]), corpus.book, encode)


def at_random(corpus: Corpus, count: int, draw: int, encode: Encoder) -> Rows:
    """`count` texts drawn at random."""
    read = np.zeros(len(corpus.marks), dtype=bool)
    read[np.random.default_rng(draw).permutation(len(read))[:count]] = True
    return read


def by_the_learner(corpus: Corpus, count: int, draw: int, encode: Encoder) -> Rows:
    """`count` texts drawn by the active learner, ROUND at a time."""
    ids = [f"s{at:05d}" for at in range(len(corpus.marks))]
    segments = pd.DataFrame(
        # Each text is drawn by itself, as at random.
        {"segment_id": ids, "speaker_id": ids, "role": "participant", "mode": "survey"}
    )
    read = np.zeros(len(ids), dtype=bool)
    while read.sum() < count:
        learned = taught_by(corpus, read, encode)
        chances = pd.DataFrame(learned.unseen, index=ids, columns=corpus.book.names)
        row, code = np.nonzero(corpus.marks & read[:, None])
        coded = pd.concat(
            [
                pd.DataFrame({"segment_id": np.array(ids)[read], "code": ""}),
                pd.DataFrame(
                    {
                        "segment_id": np.array(ids)[row],
                        "code": np.array(corpus.book.names)[code],
                    }
                ),
            ]
        )
        proposal = propose(segments, chances, coded, min(ROUND, count - int(read.sum())), draw)
        read |= np.isin(ids, proposal.drawn["segment_id"])
    return read


def few(
    corpus: Corpus, count: int, how: Callable[[Corpus, int, int, Encoder], Rows], encode: Encoder
) -> None:
    """Taught by `count` texts of four folds, judged on the fifth; over several folds."""
    given, found, told, scores = [], [], [], []
    for fold in range(DRAWS):
        rows = corpus.folds != fold
        pool = Corpus(corpus.name, corpus.only(rows), corpus.marks[rows], corpus.book)
        learned = taught_by(pool, how(pool, count, fold, encode), encode)
        given.append(corpus.marks[~rows])
        told.append(learned.probability(corpus.only(~rows)))
        found.append(suggested(learned, told[-1]))
        scores.append(macro_f1(given[-1], found[-1]))
    drawn = how.__name__.replace("_", " ")
    tell(
        f"{corpus.name}, {count} {drawn}",
        np.vstack(given),
        np.vstack(found),
        np.vstack(told),
        f"({', '.join(f'{score:.3f}' for score in scores)})",
    )


Recipe = Callable[[Corpus, Rows, Encoder], tuple[Marks, Floats | None]]


def nhs_tool(corpus: Corpus, rows: Rows, encode: Encoder) -> tuple[Marks, None]:
    """TF-IDF and a class-weighted support vector machine a theme."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import SVC

    terms = TfidfVectorizer()
    taught, judged = terms.fit_transform(corpus.only(rows).said), corpus.only(~rows).said
    facts = terms.transform(judged)
    marks = corpus.marks[rows].T
    found = [SVC(C=15, class_weight="balanced").fit(taught, own).predict(facts) for own in marks]
    return np.stack(found, axis=1), None


def quick_hybrid(corpus: Corpus, rows: Rows, encode: Encoder) -> tuple[Marks, None]:
    """Words' TF-IDF and MiniLM vectors, and a class-weighted linear machine a theme."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    terms = TfidfVectorizer(sublinear_tf=True, min_df=2, ngram_range=(1, 2))
    some, others = corpus.only(rows), corpus.only(~rows)
    taught = hstack([terms.fit_transform(some.said), csr_matrix(some.vectors)]).tocsr()
    facts = hstack([terms.transform(others.said), csr_matrix(others.vectors)]).tocsr()
    marks = corpus.marks[rows].T
    found = [LinearSVC(class_weight="balanced").fit(taught, own).predict(facts) for own in marks]
    return np.stack(found, axis=1), None


def ours(corpus: Corpus, rows: Rows, encode: Encoder) -> tuple[Marks, Floats]:
    """The machine coder."""
    own = corpus.marks[rows]
    decisions = Decisions(np.ones(len(own), dtype=bool), own)
    learned = learn(corpus.only(rows), decisions, corpus.book, encode)
    probability = learned.probability(corpus.only(~rows))
    return suggested(learned, probability), probability


def full_training(corpus: Corpus, recipe: Recipe, encode: Encoder) -> None:
    """Five folds by person."""
    found = np.zeros_like(corpus.marks)
    told = np.zeros(corpus.marks.shape)
    seconds, made = 0.0, encode.seconds
    for fold in range(FOLDS):
        rows = corpus.folds != fold
        start = time.process_time()
        found[~rows], probability = recipe(corpus, rows, encode)
        seconds += time.process_time() - start
        if probability is not None:
            told[~rows] = probability
    name = f"{corpus.name}, all, {recipe.__name__.replace('_', ' ')}"
    # Sentences of every text have their vectors by now; what the clock holds of them is nothing.
    note = f"{seconds / FOLDS:.1f} s of processor a fold, {encode.seconds - made:.1f} s on vectors"
    tell(name, corpus.marks, found, told if told.any() else None, note)


def size(encode: Encoder) -> None:
    """Time and memory for 10,000 comments that were all read, and 30 codes."""
    texts = pd.read_parquet(DATA / "fft_phase1_dev.parquet", columns=["text"])["text"]
    said = sorted(texts.dropna())[:10_000]
    vectors = encode(said).astype(np.float64)
    draw = np.random.default_rng(0)
    marks = draw.random((len(said), 30)) < 0.05
    book = Codebook(
        "Thirty", "1", tuple(Code(f"C{n}", f"code {n}", f"Code {n}.") for n in range(30))
    )
    people = [str(at) for at in range(len(said))]
    made, start = encode.seconds, time.process_time()
    learn(
        Texts(said, vectors, people), Decisions(np.ones(len(said), dtype=bool), marks), book, encode
    )
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"10,000 coded comments, 30 codes: {seconds:.0f} s of processor, of them", end=" ")
    print(f"{encode.seconds - made:.0f} s by the clock on vectors of sentences; peak {peak:.1f} GB")


def main() -> None:
    """Print all figures."""
    encode = Encoder()
    if sys.argv[1:] == ["size"]:
        size(encode)
        return
    corpora = []
    if TABLES.is_dir():
        corpora.append(demonstration(encode))
    else:
        print("the demonstration left out: run `insight run` first")
    if DATA.is_dir():
        corpora.append(nhs_comments(encode))
    else:
        print("NHS comments left out: the public data are not beside the repository")
    for corpus in corpora:
        print(f"{corpus.name}: {len(corpus.marks)} texts, {len(corpus.book.codes)} codes")
        codebook_only(corpus, encode)
        few(corpus, 100, at_random, encode)
        few(corpus, 250, at_random, encode)
        few(corpus, 250, by_the_learner, encode)
        full_training(corpus, ours, encode)
    if DATA.is_dir():
        full_training(corpora[-1], quick_hybrid, encode)
        full_training(corpora[-1], nhs_tool, encode)
    print(f"{encode.seconds:.0f} s by the clock on all vectors")


if __name__ == "__main__":
    main()
