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
    "words": 2.029,
    "held": 8.268,
    "length": -0.582,
    "elsewhere": -4.278,
    "local": -1.633,
    "passage": 0.29,
    "passages": 0.197,
    "with opening": 2.996,
}
PASSAGE = {
    "words": 3.482,
    "held": -1.025,
    "sentence": 0.113,
    "beginning": 4.003,
    "with opening": 10.837,
    "runs": -3.423,
    "look": 4.018,
    "length": 2.085,
    "title": -4.854,
    "with heading": 4.225,
    "numbers": 0.581,
    "place": -0.181,
}
BELONGS = 0.463  # what the score of its document counts for a passage
# Whether there is an answer.
CONFIDENCE = {
    "score": 0.255,
    "lead": 0.422,
    "passage": 0.149,
    "about": 0.812,
    "unnamed": -0.928,
    "elsewhere": 0.0,
    "gap": -1.266,
}
OFFSET = -5.66
SURE = 0.417  # below this nothing is quoted
