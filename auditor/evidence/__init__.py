"""What shows a finding to somebody who doubts it: an excerpt of what was seen and, with a browser, a screenshot."""
