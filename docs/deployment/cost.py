#!/usr/bin/env python3
"""What a month costs, per user and in all. Prices are inputs: look them up for your region and currency.

usage: cost.py [--profile prod|small] [--users N ...] [--nodes N] [--node PRICE] [--broker PRICE] [--database PRICE]
               [--balancer PRICE] [--registry PRICE] [--logs-per-user PRICE] [--logs PRICE] [--goal PRICE] [--json]
"""

import argparse
import json
import math

# Pay-as-you-go, US dollars a month (730 hours), East US, rounded: other regions are dearer. A node is its machine and the 32 GiB
# disk that setup-aks.sh gives it.
PROFILES = {
    "prod": {"node": 75.0, "nodes": 2, "broker": 60.0, "database": 35.0, "balancer": 22.0, "registry": 5.0, "logs": 5.0},
    # One small machine, the smallest database, a broker that is there already, and logs within the 5 GB that are free.
    "small": {"node": 36.0, "nodes": 1, "broker": 0.0, "database": 16.0, "balancer": 22.0, "registry": 5.0, "logs": 0.0},
}
LOGS_PER_USER = 0.01
# Daily users that one node carries: two of the larger ones are built for 10,000.
USERS_PER_NODE = {"prod": 5000, "small": 1000}


def bill(profile, users, prices):
    """Lines of the bill of one month."""
    nodes = max(prices["nodes"], math.ceil(users / USERS_PER_NODE[profile]))
    return {
        "nodes": nodes * prices["node"],
        "broker": prices["broker"],
        "database": prices["database"],
        "load balancer": prices["balancer"],
        "registry": prices["registry"],
        "logs": prices["logs"] + users * prices["logs_per_user"],
    }


def break_even(profile, goal, prices):
    """The fewest users for which a month costs no more than the goal each; None when there is no such number."""
    for users in range(1, 1_000_001):
        if sum(bill(profile, users, prices).values()) / users <= goal:
            return users
    return None


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--profile", choices=PROFILES, default="prod")
    parser.add_argument("--users", type=int, nargs="+", default=[100, 200, 500, 1000])
    parser.add_argument("--goal", type=float, default=0.50, help="a month and user")
    parser.add_argument("--logs-per-user", type=float, default=LOGS_PER_USER)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--nodes", type=int)
    for name in ("node", "broker", "database", "balancer", "registry", "logs"):
        parser.add_argument(f"--{name}", type=float)
    return parser.parse_args()


def main():
    options = parse()
    if min(options.users) < 1:
        raise SystemExit("--users must be 1 or more")
    given = {name: value for name, value in vars(options).items() if name in PROFILES["prod"] and value is not None}
    prices = PROFILES[options.profile] | given | {"logs_per_user": options.logs_per_user}
    rows = []
    for users in options.users:
        total = sum(bill(options.profile, users, prices).values())
        rows.append({"users": users, "total": round(total, 2), "per_user": round(total / users, 2)})
    even = break_even(options.profile, options.goal, prices)
    if options.json:
        print(json.dumps({"profile": options.profile, "rows": rows, "goal": options.goal, "break_even": even}))
        return
    print(f"{'users':>6} {'a month':>10} {'per user':>10}")
    for row in rows:
        print(f"{row['users']:>6} {row['total']:>10.2f} {row['per_user']:>10.2f}")
    if even is None:
        print(f"never at {options.goal:.2f} per user")
    else:
        print(f"{options.goal:.2f} per user or less from {even} users on")


if __name__ == "__main__":
    main()
