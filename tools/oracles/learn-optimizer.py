"""Trajectories of PyTorch's optimisers in float64 on a fixed sequence of gradients, for learn/optimizer.test.ts.

Writes packages/pushforward/src/learn/optimizer.oracle.json.
"""

import json
import math
import pathlib

import torch

torch.set_default_dtype(torch.float64)
ROOT = pathlib.Path(__file__).resolve().parents[2]
LENGTH, STEPS = 7, 20


def trajectory(name, make, clip=None):
    values = torch.nn.Parameter(torch.tensor([math.cos(k + 1) for k in range(LENGTH)]))
    optimiser = make([values])
    for step in range(STEPS):
        values.grad = torch.tensor([math.sin(1.7 * step + 0.9 * k) * (k + 1) for k in range(LENGTH)])
        if clip:
            torch.nn.utils.clip_grad_norm_([values], clip)
        optimiser.step()
    return {"name": name, "values": values.tolist()}


cases = [
    trajectory("adam", lambda p: torch.optim.AdamW(p, lr=0.05, weight_decay=0)),
    trajectory("adam with decay", lambda p: torch.optim.AdamW(p, lr=0.05, weight_decay=0.1, betas=(0.8, 0.95))),
    trajectory("adam with clipping", lambda p: torch.optim.AdamW(p, lr=0.05, weight_decay=0), clip=3),
    trajectory("momentum", lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9)),
    trajectory("nesterov", lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.8, nesterov=True)),
]
made = f"tools/oracles/learn-optimizer.py, torch {torch.__version__}, float64"
target = ROOT / "packages/pushforward/src/learn/optimizer.oracle.json"
target.write_text(json.dumps({"made": made, "length": LENGTH, "steps": STEPS, "cases": cases}) + "\n")
