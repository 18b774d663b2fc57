"""What is wrong with a screen as it is drawn: runs over, cut, overlapping, small, pale, English, hidden without a sign."""

from tests.browser.screens.looking import Fault, faults_of

__all__ = ["Fault", "faults_of"]
