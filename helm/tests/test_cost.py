"""The cost model, and that its page says what it says."""

import json
import re
import subprocess
import sys

import pytest

from conftest import ROOT

FOLDER = ROOT / "docs" / "deployment"


def cost(*arguments):
    return subprocess.run(
        [sys.executable, str(FOLDER / "cost.py"), *arguments], capture_output=True, text=True, check=False
    )


def test_the_page_shows_what_the_script_prints():
    page = (FOLDER / "cost.md").read_text()
    runs = re.findall(r"^\$ \./cost\.py(.*)\n((?:[^`$].*\n)+)", page, re.MULTILINE)
    assert len(runs) == 3
    for arguments, printed in runs:
        assert cost(*arguments.split()).stdout == printed


def test_the_small_profile_reaches_the_goal():
    answer = json.loads(cost("--profile", "small", "--users", "200", "--json").stdout)
    assert answer["rows"][0]["per_user"] <= 0.50
    assert 100 < answer["break_even"] <= 200


def test_more_people_need_more_nodes():
    rows = json.loads(cost("--users", "10000", "10001", "--json").stdout)["rows"]
    assert rows[1]["total"] - rows[0]["total"] == pytest.approx(75, abs=0.1)


def test_a_goal_that_cannot_be_reached_is_said_to_be_so():
    assert "never at 0.00" in cost("--goal", "0.001").stdout


def test_nobody_is_no_number_of_users():
    assert cost("--users", "0").returncode != 0


def test_nodes_are_made_with_the_disk_that_is_in_the_bill():
    assert "32 GiB" in (FOLDER / "cost.py").read_text()
    assert "--node-osdisk-size 32" in (ROOT / "scripts" / "setup-aks.sh").read_text()
