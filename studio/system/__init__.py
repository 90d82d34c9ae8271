"""What the operating system gives: paths, files that appear whole, locks, processes, errors in one line."""
