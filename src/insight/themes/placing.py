"""Texts placed among themes by the middles alone, as a later wave has to be.

In a fit a text is also drawn to what its neighbours are about; a saved model has no neighbours, for
it keeps no texts. Both waves that are compared are therefore placed by this rule.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from insight.schemas import SegmentThemes, validate
from insight.themes.graph import FloatArray
from insight.themes.usable import UsableText
from insight.themes.weights import shares_of


def placed(usable: UsableText, cosines: FloatArray, inside: NDArray[np.bool_]) -> pd.DataFrame:
    """SegmentThemes of `usable`, from the cosines (n, k) of its texts to the middles.

    Weights are a softmax, those of 0.15 or more are kept; texts that are not `inside` (n,) get
    theme_id -1.
    """
    weights = np.where(inside[:, None], shares_of(cosines), 0.0)
    rows = usable.segments["row"].to_numpy(dtype=np.int64)
    ids = usable.segments["segment_id"].to_numpy()
    segment, theme = np.nonzero(weights[rows])
    nowhere = np.flatnonzero(~inside[rows])
    return validate(
        SegmentThemes,
        pd.DataFrame(
            {
                "segment_id": ids[np.concatenate([segment, nowhere])],
                "theme_id": np.concatenate([theme, np.full(len(nowhere), -1)]),
                "weight": np.concatenate([weights[rows][segment, theme], np.ones(len(nowhere))]),
            }
        ),
    )
