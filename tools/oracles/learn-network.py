"""Values and derivatives of small multilayer perceptrons by PyTorch in float64, for learn/network.test.ts.

Parameters, inputs and directions are sines of their index, rounded to float32, so that both sides start from the same
numbers without a shared generator. Writes packages/pushforward/src/learn/network.oracle.json.
"""

import json
import math
import pathlib

import torch

torch.set_default_dtype(torch.float64)
ROOT = pathlib.Path(__file__).resolve().parents[2]
ACTIVATIONS = {
    "silu": torch.nn.functional.silu,
    "gelu": lambda z: torch.nn.functional.gelu(z, approximate="tanh"),
    "tanh": torch.tanh,
    "relu": torch.relu,
    "softplus": torch.nn.functional.softplus,
}


def wave(count, frequency, scale):
    exact = [scale * math.sin(frequency * (k + 1)) for k in range(count)]
    return torch.tensor(exact, dtype=torch.float32).double()


def network(flat, x, widths, activation, residual, skip):
    at, hidden = 0, x
    for layer in range(len(widths) - 1):
        if skip and layer > 0:
            hidden = torch.cat([hidden, x], dim=1)
        inputs, outputs = hidden.shape[1], widths[layer + 1]
        weight = flat[at : at + inputs * outputs].reshape(inputs, outputs)
        at += inputs * outputs
        hidden = hidden @ weight + flat[at : at + outputs]
        at += outputs
        if layer < len(widths) - 2:
            hidden = ACTIVATIONS[activation](hidden)
    assert at == flat.numel()
    return hidden + x if residual else hidden


def length(widths, skip):
    return sum(
        (widths[k] + (widths[0] if skip and k > 0 else 0) + 1) * widths[k + 1] for k in range(len(widths) - 1)
    )


def case(name, widths, n, activation, residual=False, skip=False):
    flat = wave(length(widths, skip), 0.7, 0.5).requires_grad_()
    x = wave(n * widths[0], 1.3, 1.5).reshape(n, widths[0])
    v = wave(n * widths[0], 0.9, 1).reshape(n, widths[0])
    w = wave(n * widths[-1], 2.1, 1).reshape(n, widths[-1])
    u = wave(n * widths[-1], 0.4, 1).reshape(n, widths[-1])

    def of(flat, x):
        return network(flat, x, widths, activation, residual, skip)

    x.requires_grad_()
    value = of(flat, x)
    gradient, input_gradient = torch.autograd.grad((value * w).sum(), (flat, x))
    value, tangent = torch.func.jvp(lambda at: of(flat, at), (x,), (v,))
    # Gradient of <w, y> + <u, J v>: both cotangents of the second-order pass at once.
    (second,) = torch.autograd.grad((value * w).sum() + (tangent * u).sum(), flat)
    listed = {
        key: [float(number) for number in tensor.detach().reshape(-1)]
        for key, tensor in {
            "value": value,
            "tangent": tangent,
            "inputGradient": input_gradient,
            "gradient": gradient,
            "tangentGradient": second,
        }.items()
    }
    return {"name": name, "widths": widths, "n": n, "activation": activation, "residual": residual,
            "inputSkip": skip, **listed}


cases = [case(f"{name}, widths that are no multiples of 8", [3, 5, 9, 2], 5, name) for name in ACTIVATIONS]
cases.append(case("residual", [2, 8, 2], 6, "silu", residual=True))
cases.append(case("input skip", [3, 8, 16, 1], 7, "softplus", skip=True))
cases.append(case("affine", [2, 3], 4, "silu"))
document = {"made": f"tools/oracles/learn-network.py, torch {torch.__version__}, float64", "cases": cases}
target = ROOT / "packages/pushforward/src/learn/network.oracle.json"
target.write_text(json.dumps(document) + "\n")
