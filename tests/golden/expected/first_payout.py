import numpy as np
from srcdiff.runtime import zeros_like


def first_payout_grad(rates, barrier, price):
    """Gradient of first_payout (writing.py:30) with respect to rates, price.

    rates: f8[n, d], barrier: float, price: float
    """
    # forward
    value = None
    returned = False
    turns = 0
    exp_rs = []
    turnss = []
    values = []
    for i in range(len(rates)):
        turns += 1
        values.append(value)
        value = price
        rates_item = rates[i]
        turns_2 = 0
        for r in rates_item:
            turns_2 += 1
            exp_r = np.exp(r)
            values.append(value)
            value = value * exp_r
            exp_rs.append(exp_r)
            if value > barrier:
                returned = True
                break
        turnss.append(turns_2)
        if returned:
            break

    # backward
    if returned:
        # return value - barrier
        value_bar_2 = 1.0
    else:
        value_bar_2 = zeros_like(value)
    price_bar = 0.0
    rates_bar = np.zeros_like(rates)
    for i in reversed(range(turns)):
        turns_2 = turnss.pop()
        rates_item_bar = np.zeros_like(rates[i])
        for i_2 in reversed(range(turns_2)):
            exp_r = exp_rs.pop()
            # value = value * np.exp(r)
            value = values.pop()
            exp_r_bar = value_bar_2 * value
            value_bar_2 = value_bar_2 * exp_r
            r_bar = exp_r_bar * exp_r
            # for r in rates[i]:
            rates_item_bar[i_2] += r_bar
        rates_bar[i] += rates_item_bar
        # value = price
        price_bar += value_bar_2
        value = values.pop()
        value_bar_2 = zeros_like(value)
    return rates_bar, price_bar
