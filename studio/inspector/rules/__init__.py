"""The rules: each says what is wrong with a clip at one moment, or with its times."""
