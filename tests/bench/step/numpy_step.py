"""numpy: steps a second of the network of same.js, in the type that is named. Prints one line of JSON."""

import json
import sys
import time

import numpy as np

kind, warm, tries, least = np.dtype(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
n, inputs, width, rate = 100, 10, 64, 0.01


def wave(count, scale, pace):
    return scale * np.sin(pace * np.arange(1, count + 1))


x64 = wave(n * inputs, np.sqrt(2), 12.9898).reshape(n, inputs)
x = x64.astype(kind)
y = (x64.sum(axis=1) / np.sqrt(inputs)).astype(kind)
w = wave(inputs * width, 0.3 / np.sqrt(inputs), 78.233).reshape(inputs, width).astype(kind)
a = wave(width, 0.3 / np.sqrt(width), 37.719).astype(kind)
theta = np.concatenate([w.ravel(), np.zeros(width, kind), a, np.zeros(1, kind)])
gradient, mean, square = np.zeros_like(theta), np.zeros_like(theta), np.zeros_like(theta)
first = inputs * width
# Views of one vector, so that Adam is one operation over all weights.
w, b, a = theta[:first].reshape(inputs, width), theta[first : first + width], theta[first + width : -1]
gw, gb, ga = gradient[:first].reshape(inputs, width), gradient[first : first + width], gradient[first + width : -1]
hidden = np.empty((n, width), kind)
taken = 0


def forward():
    np.dot(x, w, out=hidden)
    np.add(hidden, b, out=hidden)
    np.tanh(hidden, out=hidden)
    return hidden @ a + (theta[-1] - y)


def step():
    global taken
    residuals = forward()
    residuals *= kind.type(2 / n)
    gradient[-1] = residuals.sum()
    np.dot(residuals, hidden, out=ga)
    np.multiply(hidden, hidden, out=hidden)
    np.subtract(kind.type(1), hidden, out=hidden)
    delta = np.multiply(hidden, residuals[:, None] * a, out=hidden)
    delta.sum(axis=0, out=gb)
    np.dot(x.T, delta, out=gw)
    taken += 1
    mean[:] = kind.type(0.9) * mean + kind.type(0.1) * gradient
    square[:] = kind.type(0.999) * square + kind.type(0.001) * gradient * gradient
    pace, correction = kind.type(rate / (1 - 0.9**taken)), kind.type(1 / (1 - 0.999**taken))
    theta[:] -= pace * mean / (np.sqrt(correction * square) + kind.type(1e-8))


for _ in range(warm):
    step()
loss = float(np.mean(forward().astype(float) ** 2))
rates = []
for _ in range(tries):
    steps, began = 0, time.perf_counter()
    while time.perf_counter() - began < least:
        for _ in range(50):
            step()
        steps += 50
    rates.append(steps / (time.perf_counter() - began))
print(json.dumps({"rate": max(rates), "loss": loss, "version": np.__version__}))
