#!/usr/bin/env python3
"""Prints the shapes of Online Retail that the demonstration data imitates.

Usage: tools/fit_demo.py PATH/online_retail.csv.gz

Chen, D. (2015). Online Retail [data set]. UCI Machine Learning Repository 352.
https://doi.org/10.24432/C5BW33, CC BY 4.0. Only figures are taken from it, no rows.
"""
import collections
import csv
import datetime
import gzip
import math
import statistics
import sys


def quantiles(values, points=(0.1, 0.25, 0.5, 0.75, 0.9, 0.99)):
    values = sorted(values)
    return [round(values[int(p * (len(values) - 1))], 2) for p in points]


def main(path):
    orders = {}
    paid = given_back = 0.0
    credit_notes = 0
    seen_credits = set()
    with gzip.open(path, "rt", encoding="utf-8", errors="replace") as file:
        for row in csv.DictReader(file):
            amount = int(row["Quantity"]) * float(row["UnitPrice"])
            if row["InvoiceNo"].startswith("C"):
                given_back -= amount
                if row["InvoiceNo"] not in seen_credits:
                    seen_credits.add(row["InvoiceNo"])
                    credit_notes += 1
                continue
            if amount <= 0 or not row["CustomerID"]:
                continue
            paid += amount
            at = datetime.datetime.fromisoformat(row["InvoiceDate"])
            order = orders.setdefault(row["InvoiceNo"], [row["CustomerID"], at, 0, 0.0])
            order[2] += 1
            order[3] += amount
    by_customer = collections.defaultdict(list)
    for customer, at, lines, amount in orders.values():
        by_customer[customer].append(at)
    counts = [len(v) for v in by_customer.values()]
    gaps, means, spreads = [], [], []
    for times in by_customer.values():
        times.sort()
        own = [(b - a).total_seconds() / 86400 for a, b in zip(times, times[1:]) if b.date() > a.date()]
        gaps += own
        if len(own) >= 4:
            means.append(statistics.mean(own))
            spreads.append(statistics.stdev(own) / statistics.mean(own))
    logs = [math.log(o[3]) for o in orders.values()]
    lines = [math.log(o[2]) for o in orders.values()]
    months = collections.Counter(o[1].strftime("%Y-%m") for o in orders.values())
    full = [m for m in sorted(months) if m not in ("2010-12", "2011-12")]
    mean_month = statistics.mean(months[m] for m in full)
    print("customers", len(by_customer), "orders", len(orders))
    print("orders per customer: mean %.2f" % statistics.mean(counts), "quantiles", quantiles(counts))
    print("share with one order %.3f" % (sum(c == 1 for c in counts) / len(counts)))
    print("days between orders: mean %.1f" % statistics.mean(gaps), "quantiles", quantiles(gaps))
    print("customers' own mean gap: log-mean %.2f log-sd %.2f" % (
        statistics.mean(map(math.log, means)), statistics.stdev(map(math.log, means))))
    print("spread of a customer's gaps (sd / mean): median %.2f" % statistics.median(spreads))
    print("order value: log-mean %.2f log-sd %.2f" % (statistics.mean(logs), statistics.stdev(logs)))
    print("lines per order: log-mean %.2f log-sd %.2f" % (statistics.mean(lines), statistics.stdev(lines)))
    print("months against the mean month:", " ".join("%s %.2f" % (m, months[m] / mean_month) for m in full))
    hours = collections.Counter(o[1].hour for o in orders.values())
    print("hours:", " ".join("%d:%.3f" % (h, hours[h] / len(orders)) for h in sorted(hours)))
    days = collections.Counter(o[1].weekday() for o in orders.values())
    print("weekdays:", " ".join("%d:%.3f" % (d, days[d] / len(orders)) for d in sorted(days)))
    print("credit notes per order %.3f" % (credit_notes / len(orders)), "value given back %.3f" % (given_back / paid))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
