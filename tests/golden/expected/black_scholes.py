import math
import numpy as np


def black_scholes_grad(spot, strike, rate, sigma, maturity):
    """Gradient of black_scholes (statistics.py:74) with respect to spot, sigma.

    spot: float, strike: float, rate: float, sigma: float, maturity: float
    """
    # forward
    d1_ratio = spot / strike
    d1 = math.log(d1_ratio) + (rate + 0.5 * sigma**2) * maturity
    sqrt_maturity = math.sqrt(maturity)
    d1_denominator = sigma * sqrt_maturity
    d1_2 = d1 / d1_denominator
    d2 = d1_2 - sigma * sqrt_maturity
    discount = math.exp(-rate * maturity)
    ratio = d1_2 / math.sqrt(2)
    ratio_2 = d2 / math.sqrt(2)

    # backward
    # return spot * normal_cdf(d1) - strike * discount * normal_cdf(d2)
    total_bar = -0.5 * strike * discount
    d2_bar = 2 * total_bar * np.pi**-0.5 * np.exp(-ratio_2 * ratio_2) / math.sqrt(2)
    spot_bar = 0.5 * (1 + math.erf(ratio))
    d1_2_bar = spot * np.pi**-0.5 * np.exp(-ratio * ratio) / math.sqrt(2)
    # d2 = d1 - sigma * math.sqrt(maturity)
    d1_2_bar += d2_bar
    sigma_bar = -d2_bar * sqrt_maturity
    # d1 = d1 / (sigma * math.sqrt(maturity))
    d1_bar = d1_2_bar / d1_denominator
    sigma_bar -= d1_bar * d1_2 * sqrt_maturity
    # d1 = math.log(spot / strike) + (rate + 0.5 * sigma**2) * maturity
    sigma_bar += d1_bar * maturity * sigma
    spot_bar += d1_bar / d1_ratio / strike
    return spot_bar, sigma_bar
