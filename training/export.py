"""The trained network as an OpenVINO model with 8-bit weights, and how far the two agree."""

from __future__ import annotations

import copy
from pathlib import Path

import numpy as np
import openvino
import torch
from network import Detector
from numpy.typing import NDArray
from openvino import opset13 as ops

SMALLEST = 4096
"""Weights with fewer numbers than this stay as they are."""


def scaled(network: Detector, temperature: float) -> Detector:
    """`network` with its logits divided by `temperature`."""
    own = copy.deepcopy(network)
    with torch.no_grad():
        own.head.weight.div_(temperature)
        own.head.bias.div_(temperature)
    return own.eval()


def converted(network: Detector) -> openvino.Model:
    """The network in 32 bits; input `input_ids` of shape (1, tokens), output `logits`."""
    example = torch.ones((1, 12), dtype=torch.int64)
    model = openvino.convert_model(network, example_input=(example,), input=[(1, -1)])
    model.inputs[0].get_tensor().set_names({"input_ids"})
    model.outputs[0].get_tensor().set_names({"logits"})
    model.validate_nodes_and_infer_types()
    return model


def quantised(model: openvino.Model) -> openvino.Model:
    """`model` with each row of its weight matrices as 8-bit whole numbers and one scale."""
    for node in model.get_ordered_ops():
        if node.get_type_name() != "Constant":
            continue
        values = node.data
        if values.ndim != 2 or values.size < SMALLEST or values.dtype != np.float32:
            continue
        users = list(node.output(0).get_target_inputs())
        numbers, scales = rows(np.array(values))
        whole = ops.convert(ops.constant(numbers), "f32")
        product = ops.multiply(whole, ops.constant(scales))
        for user in users:
            user.replace_source_output(product.output(0))
    model.validate_nodes_and_infer_types()
    return model


def rows(values: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Whole numbers in -127..127 and the scale of each row, shape (rows, 1)."""
    scales = np.abs(values).max(axis=1, keepdims=True) / 127
    scales = np.where(scales == 0, 1, scales).astype(np.float32)
    return np.clip(np.round(values / scales), -127, 127).astype(np.int8), scales


def save(model: openvino.Model, path: Path) -> None:
    """Write `path` (.xml) and the weights beside it (.bin)."""
    openvino.save_model(model, path, compress_to_fp16=False)
