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
# Of a sentence that an answer may begin with.
BEGINNING = {
    "with all before": 5.003,
    "before": -2.719,
    "wanted": 2.18,
    "wanted before": 1.133,
    "local before": 0.809,
    "with one before": 1.774,
    "away": -0.271,
    "behind": 0.082,
    "unbroken before": 0.863,
    "passage": 0.113,
    "document": 0.183,
    "first document": 2.085,
    "look": 2.679,
    "list": 1.507,
    "who": 1.982,
    "question held": -8.444,
    "lead": -0.546,
    "first": 0.278,
    "length": -1.136,
    "short": -1.553,
}
AT_ONCE = 0.209  # of answers begin with their sentence
# Characters that hold enough of an answer, for as many answers each.
ROOM = (2, 4, 5, 7, 9, 11, 14, 18, 22, 26, 33, 37, 47, 54, 60, 73, 80, 80, 80, 80)
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
