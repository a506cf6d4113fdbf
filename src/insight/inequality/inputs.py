"""What every statistic asks of its numbers before it computes anything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from insight.errors import InputError

FloatArray = npt.NDArray[np.float64]
Numbers = Sequence[float] | npt.NDArray[Any] | pd.Series


def numbers(values: Numbers, name: str) -> FloatArray:
    """One-dimensional float64 array without gaps, or an error that says how many are wrong."""
    read = pd.to_numeric(pd.Series(np.asarray(values).ravel()), errors="coerce")
    array = read.to_numpy(dtype=np.float64, na_value=np.nan)
    wrong = int((~np.isfinite(array)).sum())
    if wrong:
        raise InputError(
            f"{wrong} of {len(array)} values are missing or not numbers",
            where=name,
            remedy="leave those rows out and report how many there were",
        )
    return array


def zeros_and_ones(values: Numbers, name: str) -> FloatArray:
    """Yes/no answers as 0.0 and 1.0."""
    array = numbers(values, name)
    other = int((~np.isin(array, (0.0, 1.0))).sum())
    if other:
        raise InputError(
            f"{other} of {len(array)} values are neither 0 nor 1",
            where=name,
            remedy="give one yes (1) or no (0) for each participant",
        )
    return array


def weights_or_ones(weights: Numbers | None, n: int) -> FloatArray:
    """Weights of n participants: non-negative, not all zero; equal where none are given."""
    if weights is None:
        return np.ones(n)
    array = numbers(weights, "weights")
    if (array < 0).any() or not array.sum() > 0:
        raise InputError(
            "weights must be zero or more, and not all zero",
            where="weights",
            remedy="check the weights",
        )
    return array


def cluster_numbers(cluster: pd.Series | list[object]) -> FloatArray:
    """Clusters as numbers from 0, in the order of their names."""
    names = pd.Series(cluster).reset_index(drop=True)
    if names.isna().any():
        raise InputError(
            f"{int(names.isna().sum())} participants have no cluster",
            where="cluster",
            remedy="give those who belong to no group a cluster of their own",
        )
    codes, _ = pd.factorize(names.astype(str), sort=True)
    return codes.astype(np.float64)


def same_length(**columns: FloatArray) -> int:
    """The common length of columns that describe the same participants."""
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name} {length}" for name, length in lengths.items())
        raise InputError(
            f"columns of different lengths ({told})", remedy="give one value per participant"
        )
    return next(iter(lengths.values()))


def confidence_level(confidence: float) -> float:
    """A level between 0.5 and 1, both excluded; 95 is told to be written as 0.95."""
    if not 0.5 < confidence < 1:
        raise InputError(
            f"the confidence level is {confidence:g}, and must lie between 0.5 and 1",
            where="confidence",
            remedy="write 95 % as 0.95",
        )
    return float(confidence)
