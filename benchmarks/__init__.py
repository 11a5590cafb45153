"""Speed as ratios beside real peers; never part of the tests."""
