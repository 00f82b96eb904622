"""What is measured: `make bench` prints ratios within one run, for only those carry over to another machine."""
