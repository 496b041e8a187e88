#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`roomcast rules play`: what a modder is told of a round.

    play.py PROGRAM [words of test names]
"""
import os
import re
import tempfile
import unittest

from rules import Host  # with tests/support on the path
import tap

SOLO = """
DELETE FROM mod WHERE id = 'solo';
INSERT INTO mod (id, title) VALUES ('solo', 'Trials');
INSERT INTO mode (id, mod, title, time_limit, bots) VALUES
  ('trial', 'solo', 'Trial', 60, 3);
INSERT INTO mode_map (mode, map, seq) VALUES
  ('trial', 'yard', 1), ('trial', 'grove', 2);
INSERT INTO role (mode, id) VALUES ('trial', 'sitter');
INSERT INTO timer (mode, id, first, every) VALUES ('trial', 'tick', 10, 10);
INSERT INTO effect (mode, event, op, n) VALUES ('trial', 'death', 'score', 1);
"""


def on_timer(script, name="it"):
    """Has the timer of SOLO run a script."""
    quoted = script.replace("'", "''")
    return (f"INSERT INTO script (mode, id, sql) VALUES ('trial', '{name}', "
            f"'{quoted}'); INSERT INTO effect (mode, event, if_timer, op, "
            "who, arg) VALUES "
            f"('trial', 'timer', 'tick', 'script', 'all', '{name}');")


def table(said):
    """Rows of the players: slot, team, role, hp, points, kills, deaths."""
    rows = said.split("bot  team")[1].split("\n\n")[0].splitlines()[1:]
    return [[int(word) if word.lstrip("-").isdigit() else word
             for word in row.split()] for row in rows]


class Play(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.host = Host(folder.name)
        self.add("")

    def add(self, sql):
        """More of the mod."""
        got = self.host.rules("install", "-", given=SOLO + sql)
        self.assertEqual(got.returncode, 0, got)

    def play(self, *words):
        return self.host.do("play", *words)

    def stock(self):
        return [row[0] for row in self.host.ask(
            "SELECT id FROM mode WHERE mod != 'solo' AND relay_bytes = 0")]


class Rounds(Play):
    def test_every_stock_mode_comes_to_results_the_same_from_the_same_seed(
            self):
        before = self.host.rules_db.read_bytes()
        self.assertGreater(len(self.stock()), 8)
        for mode in self.stock():
            said = self.play(mode)
            self.assertRegex(said, rf"^{mode} on \w+, \d bots, seed 1\n", mode)
            self.assertRegex(said, r"\n *\d+:\d\d  results: ", mode)
            self.assertEqual(self.play(mode, "--seed", "1"), said)
            self.assertNotEqual(self.play(mode, "--seed=2"), said)
        self.assertEqual(self.host.rules_db.read_bytes(), before)
        self.assertEqual(os.listdir(self.host.data), ["rules.db"])

    def test_deaths_kills_and_points_of_the_table_are_those_that_came(self):
        said = self.play("deathmatch", "--verbose")
        deaths = re.findall(r"  bot (\d+) dies(?:, by bot (\d+))?\n", said)
        points = dict(re.findall(r"  bot (\d+) has (-?\d+) points?\n", said))
        rows = table(said)
        self.assertGreater(len(deaths), 20)
        for slot, _, _, _, score, kills, died in rows:
            self.assertEqual(sum(dead == str(slot) for dead, _ in deaths),
                             died)
            self.assertEqual(sum(by == str(slot) for _, by in deaths), kills)
            self.assertEqual(int(points.get(str(slot), 0)), score)
        self.assertEqual(rows, sorted(rows, key=lambda row: -row[4]))
        self.assertIn(f"results: bot {rows[0][0]} wins, with {rows[0][4]} "
                      "points; score_limit 20 is reached", said)
        plain = self.play("deathmatch")
        self.assertEqual(plain, "".join(
            line for line in said.splitlines(True)
            if not re.match(r" *\d+:\d\d  bot ", line)))

    def test_flags_and_roles_are_told_on_demand(self):
        said = self.play("ctf", "--verbose", "--map", "yard")
        self.assertIn("ctf on yard, 8 bots", said)
        self.assertIn("bot 1 joins as fighter, team 2\n", said)
        slot, team = re.search(
            r"bot (\d+) takes flag of team (\d)\n", said).groups()
        self.assertIn(f"bot {slot} becomes carrier\n", said)
        self.assertIn(f"flag of team {team} is home\n", said)
        won = re.search(r"results: team (\d) wins, with (\d+) points", said)
        self.assertIn(f"team {won[1]}: {won[2]} points\n", said)
        self.assertIn(f"  team {won[1]} has {won[2]} points\n", said)

    def test_bouts_are_told_with_who_is_left(self):
        said = self.play("sumo")
        left = re.findall(r"bout (\d+) is over: bot (\d+) is left\n", said)
        self.assertEqual([int(bout) for bout, _ in left],
                         list(range(1, len(left) + 1)))
        self.assertGreater(len(left), 2)
        for slot, _, _, _, score, _, _ in table(said):
            self.assertEqual(sum(by == str(slot) for _, by in left), score)

    def test_round_is_cut_where_it_is_asked_for(self):
        said = self.play("ctf", "--seconds", "3", "--bots", "4")
        self.assertIn("ctf on yard, 4 bots, seed 1\n 0:00  warm-up\n"
                      " 0:03  cut here, in warm-up\n", said)
        self.assertEqual(len(table(said)), 4)
        said = self.play("trial", "--map", "grove", "--seconds", "59")
        self.assertIn("trial on grove, 3 bots", said)
        self.assertIn(" 0:59  cut here, in play\n", said)
        self.assertIn(" 1:00  results: a draw; time is up\n",
                      self.play("trial"))


    def test_why_it_is_over_is_told(self):
        self.add("UPDATE mode SET overtime = 15 WHERE id = 'trial';")
        self.assertIn(" 1:00  overtime\n 1:15  results: a draw; time is up\n",
                      self.play("trial"))
        self.add("UPDATE mode SET overtime = 15 WHERE id = 'trial';" + on_timer(
            "UPDATE player SET score = 1 WHERE slot = 2 AND "
            "'overtime' = (SELECT phase FROM room)"))
        self.assertIn(" 1:00  results: bot 2 wins, with 1 point; decided in "
                      "overtime\n", self.play("trial"))
        self.add("INSERT INTO effect (mode, event, op) VALUES "
                 "('trial', 'timeup', 'win');")
        self.assertIn(" 1:00  results: bot 0 wins, with 0 points; time is up, "
                      "and a rule says who\n", self.play("trial"))
        self.add("INSERT INTO effect (mode, event, if_timer, op, arg) VALUES "
                 "('trial', 'timer', 'tick', 'win', 'sitter');")
        self.assertIn(" 0:10  results: role sitter wins; a rule ended it\n",
                      self.play("trial"))


class Scripts(Play):
    def test_runs_are_counted_and_what_they_say_is_told(self):
        self.add(on_timer("""
            INSERT INTO say (text) VALUES ('all of you');
            INSERT INTO say (slot, text) VALUES (2, 'and you');
            """))
        said = self.play("trial", "--seconds", "35")
        self.assertEqual(re.findall(r"(\d:\d\d)  say: all of you\n", said),
                         ["0:10", "0:20", "0:30"])
        self.assertEqual(said.count("  say to bot 2: and you\n"), 3)
        self.assertRegex(said, r"\nit +3 +0 +0\n")

    def test_script_that_fails_is_told_once_and_switched_off_and_code_1(self):
        self.add(on_timer("UPDATE player SET role = 'nobody'"))
        got = self.host.rules("play", "trial")
        self.assertEqual(got.returncode, 1)
        self.assertIn("scripts failed 3 times", got.stderr)
        told = re.findall(r"(\d:\d\d)  script.sql \(trial, it\).*: .*nobody"
                          r".*", got.stdout)
        self.assertEqual(told, ["0:10", "0:30"])  # what is the same is not
        self.assertEqual(got.stdout.count("; it is switched off"), 1)
        self.assertRegex(got.stdout, r"\nit +3 +3 +0  switched off\n")
        self.assertIn("results: ", got.stdout)

    def test_scripts_that_fail_at_once_are_all_told(self):
        wrong = "UPDATE player SET role = 'nobody'"
        self.add(on_timer(wrong, "one") + on_timer(wrong, "other"))
        got = self.host.rules("play", "trial")
        self.assertIn("scripts failed 6 times", got.stderr)
        for name in ("one", "other"):
            self.assertIn(f"  script.sql (trial, {name})", got.stdout)
            self.assertRegex(got.stdout,
                             rf"\n{name} +3 +3 +0  switched off\n")

    def test_sentences_that_a_room_would_not_pass_on_are_counted(self):
        self.add("UPDATE timer SET every = 0.1 WHERE mode = 'trial';" +
                 on_timer("INSERT INTO say (text) SELECT 'on and on' "
                          "FROM player, player LIMIT 5"))
        said = self.play("trial", "--seconds", "20")
        told = said.count("say: on and on")
        runs = int(re.search(r"\nit +(\d+) +0 ", said)[1])
        left = int(re.search(r"\n(\d+) sentences were left unsaid", said)[1])
        self.assertEqual(told + left, 5 * runs)
        self.assertLessEqual(told, 20 + 10 * 10)  # at once, and in 10 s

    def test_result_that_a_script_brings_about_is_told(self):
        self.add(on_timer("UPDATE player SET score = 7 WHERE slot = 1")
                 + "UPDATE mode SET score_limit = 5 WHERE id = 'trial';")
        self.assertRegex(self.play("trial"), " 0:10  results: bot 1 wins, with "
                         "7 points; score_limit 5 is reached\n")


class Refusals(Play):
    def test_what_there_is_not_is_told_with_what_there_is(self):
        said = self.host.fail("play", "chess")
        self.assertIn('there is no mode "chess"; there are deathmatch, ', said)
        self.assertIn("trial", said)
        self.assertIn('there is no mode ""; ', self.host.fail("play", ""))
        said = self.host.fail("play", "trial", "--map", "moon")
        self.assertIn('trial is not played on "moon"; its maps are yard, '
                      'grove', said)

    def test_numbers_that_cannot_be_are_usage(self):
        self.add("UPDATE mode SET min_players = 3 WHERE id = 'trial';")
        for words, says in (
                (("--bots", "2"), "trial is for 3 to 16 players"),
                (("--bots", "17"), "trial is for 3 to 16 players"),
                (("--bots", "0"), '--bots "0": give a number from 1 to 128'),
                (("--seconds", "1e9"), '--seconds "1e9": give a number'),
                (("--seconds", "100000"), "a number from 1 to 86400"),
                (("--seed", "-1"), '--seed "-1": give a number from 0 to'),
                (("--seed",), "or lacks its value"),
                (("trial",), "it is: roomcast rules play MODE")):
            said = self.host.fail("play", "trial", *words, code=2)
            self.assertIn(says, said)
            self.assertEqual(len(said.splitlines()), 1)

    def test_rules_that_cannot_be_played_by_are_explained(self):
        self.host.edit("UPDATE role SET starts = 0 WHERE mode = 'trial'")
        self.assertIn("mod solo: mode (trial): no role has starts = 1",
                      self.host.fail("play", "deathmatch"))


if __name__ == "__main__":
    tap.main()
