# SPDX-License-Identifier: MIT
"""Runs the unittest cases of the calling program and reports them as TAP."""
import sys
import traceback
import unittest


class Result(unittest.TestResult):
    count = 0

    def say(self, word, test, note=""):
        self.count += 1
        name = test.id().rpartition(".")[2].removeprefix("test_")
        print(f"{word} {self.count} - {name}{note}", flush=True)

    def addSuccess(self, test):
        self.say("ok", test)

    def addError(self, test, error):
        super().addError(test, error)
        self.say("not ok", test)
        for line in "".join(traceback.format_exception(*error)).splitlines():
            print(f"# {line}", flush=True)

    addFailure = addError

    def addSkip(self, test, reason):
        self.addError(test, (AssertionError, AssertionError(
            f"nothing is skipped here: {reason}"), None))


def main():
    """Arguments are names of tests; all are run without any."""
    module = sys.modules["__main__"]
    suite = unittest.defaultTestLoader.loadTestsFromModule(module)
    cases = [case for group in suite for case in group]
    if len(sys.argv) > 2:
        cases = [case for case in cases
                 if any(word in case.id() for word in sys.argv[2:])]
    print(f"1..{len(cases)}", flush=True)
    result = Result()
    unittest.TestSuite(cases).run(result)
    sys.exit(0 if result.wasSuccessful() and cases else 1)
