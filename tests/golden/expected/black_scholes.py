import math
import numpy as np
from srcdiff.runtime import quotient


def black_scholes_grad(spot, strike, rate, sigma, maturity):
    """Gradient of black_scholes (statistics.py:74) with respect to spot, sigma.

    spot: float, strike: float, rate: float, sigma: float, maturity: float
    """
    # forward
    d1_in = spot / strike
    d1 = math.log(d1_in) + (rate + 0.5 * sigma**2) * maturity
    d1_in_2 = math.sqrt(maturity)
    d1_in_3 = sigma * d1_in_2
    d1_2 = d1 / d1_in_3
    d2_in = math.sqrt(maturity)
    d2 = d1_2 - sigma * d2_in
    discount = math.exp(-rate * maturity)
    value_in = d1_2 / math.sqrt(2)
    value_in_2 = d2 / math.sqrt(2)

    # backward
    # return spot * normal_cdf(d1) - strike * discount * normal_cdf(d2)
    value_in_bar = -1.0 * (strike * discount) * 0.5
    value_in_bar_2 = value_in_bar * 2 * np.pi**-0.5 * np.exp(-value_in_2 * value_in_2)
    d2_bar = value_in_bar_2 / math.sqrt(2)
    spot_bar = 0.5 * (1 + math.erf(value_in))
    value_in_bar_3 = spot * 0.5 * 2 * np.pi**-0.5 * np.exp(-value_in * value_in)
    d1_2_bar = value_in_bar_3 / math.sqrt(2)
    # d2 = d1 - sigma * math.sqrt(maturity)
    d1_2_bar += d2_bar
    sigma_bar = -d2_bar * d2_in
    # d1 = d1 / (sigma * math.sqrt(maturity))
    d1_bar = d1_2_bar / d1_in_3
    sigma_bar -= d1_2_bar * d1_2 / d1_in_3 * d1_in_2
    # d1 = math.log(spot / strike) + (rate + 0.5 * sigma**2) * maturity
    sigma_bar += d1_bar * maturity * 0.5 * (2 * sigma)
    spot_bar += quotient(d1_bar, d1_in) / strike
    return spot_bar, sigma_bar
