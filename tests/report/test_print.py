"""Printed on paper the report is compact: no page is left empty, and no table without need torn."""

import re
import subprocess

import headless
import pytest

from dorsum.report.html import write_report

PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")


@pytest.mark.slow
@pytest.mark.skipif(headless.CHROMIUM is None, reason="needs chromium (apt-get install chromium)")
def test_one_task_takes_seven_sheets_of_a4(weak, tmp_path):
    page, pdf = tmp_path / "report.html", tmp_path / "report.pdf"
    write_report(weak, page)
    flags = ["--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'user'}"]
    words = [*flags, "--no-pdf-header-footer", f"--print-to-pdf={pdf}", page.as_uri()]
    subprocess.run([str(headless.CHROMIUM), *words], check=True, capture_output=True, timeout=120)
    printed = pdf.read_bytes()
    assert len(PAGE.findall(printed)) <= 7
    assert re.search(rb"/MediaBox\s*\[0 0 59[45]\.\d+ 841\.\d+\]", printed)
