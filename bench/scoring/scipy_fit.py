# The BG/NBD likelihood by NumPy over the same grouped histories, maximised by SciPy's Nelder-Mead over the logarithms
# of the parameters, as Python packages for it do. One thread.
# Usage: scipy_fit.py FILE...: prints customers, log-likelihood, milliseconds and evaluations of each.
import sys
import time

import numpy as np
from scipy.optimize import minimize
from scipy.special import gammaln


def fit(path):
    with open(path) as lines:
        next(lines)
        x, t_x, T, weight = np.loadtxt(lines, unpack=True)
    unit = T.max() / 10
    t, age = t_x / unit, T / unit
    repeat = x > 0
    start = time.perf_counter()

    def loss(logs):
        r, alpha, a, b = np.exp(logs)
        counts = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
        stays = gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
        lives = -(r + x) * np.log(alpha + age)
        left = np.where(repeat, np.log(a) - np.log(b + np.maximum(x, 1) - 1) - (r + x) * np.log(alpha + t), -np.inf)
        return -(weight * (counts + stays + np.logaddexp(lives, left))).sum() / weight.sum()

    found = minimize(loss, np.zeros(4), method='Nelder-Mead', options={'maxiter': 4000, 'maxfev': 4000, 'xatol': 1e-6, 'fatol': 1e-10})
    took = (time.perf_counter() - start) * 1000
    likelihood = -found.fun * weight.sum() - (weight * x).sum() * np.log(unit)
    return weight.sum(), likelihood, took, found.nfev


for path in sys.argv[1:]:
    print('%d %.4f %.2f %d' % fit(path), path)
