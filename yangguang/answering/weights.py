"""What each measure of ``ranking`` and ``answers`` counts for: written by bench/fitting_answers.py, not by hand."""

# Of a whole text, before its passages are looked at.
WHOLE = {
    "words": 6.689,
    "held": 12.486,
    "length": -0.672,
    "elsewhere": -2.994,
    "local": -1.905,
}
# Of a document with its best passage.
DOCUMENT = {
    "words": 2.018,
    "held": 8.278,
    "length": -0.584,
    "elsewhere": -4.283,
    "local": -1.633,
    "passage": 0.285,
    "passages": 0.201,
    "with opening": 3.021,
}
PASSAGE = {
    "words": 3.537,
    "held": -1.002,
    "sentence": 0.112,
    "beginning": 4.053,
    "with opening": 10.791,
    "runs": -3.523,
    "look": 3.974,
    "length": 2.106,
    "title": -4.806,
    "with heading": 4.291,
    "numbers": 0.71,
    "place": -0.131,
}
BELONGS = 0.462  # what the score of its document counts for a passage
# Whether there is an answer.
CONFIDENCE = {
    "score": 0.136,
    "ahead": 0.395,
    "passage": 0.131,
    "with opening": 1.923,
    "subject": 1.501,
    "gap": -3.779,
    "unnamed": -0.306,
    "length": -0.755,
    "pairs": -0.066,
}
OFFSET = 0.773
SURE = 0.537  # below this nothing is quoted
