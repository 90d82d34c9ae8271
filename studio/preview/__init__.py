"""A preview that follows the files: a page that plays it, rendered again when one is saved."""
