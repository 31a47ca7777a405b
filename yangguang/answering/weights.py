"""What each measure of ``ranking`` and ``answers`` counts for: written by bench/fitting_answers.py, not by hand."""

# Of a whole text, before its passages are looked at.
WHOLE = {
    "words": 6.694,
    "held": 12.482,
    "length": -0.671,
    "elsewhere": -2.994,
    "local": -1.905,
}
# Of a document with its best passage.
DOCUMENT = {
    "words": 2.017,
    "held": 8.275,
    "length": -0.582,
    "elsewhere": -4.283,
    "local": -1.632,
    "passage": 0.289,
    "passages": 0.199,
    "with opening": 2.998,
}
PASSAGE = {
    "words": 3.536,
    "held": -1.013,
    "sentence": 0.127,
    "beginning": 4.027,
    "with opening": 10.776,
    "runs": -3.498,
    "look": 3.962,
    "length": 2.069,
    "title": -4.82,
    "with heading": 4.261,
    "numbers": 0.583,
    "place": -0.146,
}
BELONGS = 0.462  # what the score of its document counts for a passage
# Whether there is an answer.
CONFIDENCE = {
    "score": 0.132,
    "ahead": 0.395,
    "passage": 0.14,
    "with opening": 1.828,
    "subject": 1.496,
    "gap": -3.826,
    "unnamed": -0.3,
    "length": -0.736,
    "pairs": -0.069,
}
OFFSET = 0.663
SURE = 0.539  # below this nothing is quoted
