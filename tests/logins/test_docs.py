"""docs/logins.md says what the other tests do: the same logins, the versions that run, settings that exist."""

import json
import re
import unittest
from importlib.metadata import version

from logins import DOCS, HERE, settings_of, table

TESTED, BY_DOCUMENTS = "Logins that are tested", "Logins by their documents"
TESTED_ZH, BY_DOCUMENTS_ZH = "经过测试的登录系统", "按其文档给出的设置（未运行）"
USED = re.compile(r'chat\(\s*"([^"]+)"')


class Page(unittest.TestCase):
    def test_every_tested_row_has_a_test_and_every_test_a_row(self):
        used = {row for file in HERE.glob("test_*.py") for row in USED.findall(file.read_text())}
        self.assertEqual(used, set(table(TESTED)))

    def test_the_versions_are_those_that_run(self):
        for row, cells in table(TESTED).items():
            packages = re.findall(r"`(\S+) (\d[\d.]*)`", cells[-1])
            self.assertTrue(packages, row)
            for package, written in packages:
                manifest = HERE / "node_modules" / package / "package.json"
                installed = json.loads(manifest.read_text())["version"] if manifest.exists() else version(package)
                self.assertEqual(installed, written, f"{row}: {package}")

    def test_both_languages_have_the_same_settings(self):
        for english, chinese in ((TESTED, TESTED_ZH), (BY_DOCUMENTS, BY_DOCUMENTS_ZH)):
            here, there = table(english), table(chinese)
            self.assertEqual(list(here), list(there))
            for row in here:
                wanted = {name: re.sub("<.+?>", "<>", value) for name, value in settings_of(here[row][0]).items()}
                seen = {name: re.sub("<.+?>", "<>", value) for name, value in settings_of(there[row][0]).items()}
                self.assertEqual(seen, wanted, row)

    def test_the_readme_knows_every_setting(self):
        known = (DOCS.parent / "README.md").read_text()
        rows = table(TESTED) | table(BY_DOCUMENTS)
        for name in {name for cells in rows.values() for name in settings_of(cells[0])}:
            self.assertIn(f"`{name}`", known)
