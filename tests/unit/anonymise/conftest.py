import importlib.util
from pathlib import Path

import pandas as pd
import pytest

from insight.anonymise import anonymise_texts

_spec = importlib.util.spec_from_file_location("tables", Path(__file__).parent / "tables.py")
_tables = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_tables)


@pytest.fixture
def study():
    return _tables.study


@pytest.fixture(scope="session")
def clean():
    """One text, or several unrelated ones, de-identified."""

    def run(*texts: str):
        rows = pd.DataFrame({"id": [str(n) for n in range(len(texts))], "text": texts})
        made, _ = anonymise_texts(rows)
        return made["text"].iloc[0] if len(texts) == 1 else made["text"].tolist()

    return run
