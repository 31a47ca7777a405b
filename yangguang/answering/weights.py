"""What each measure of ``ranking`` and ``answers`` counts for: written by bench/fitting_answers.py, not by hand."""

WHOLE = {"words": 12.0, "held": 5.0, "length": -0.5, "elsewhere": -2.0, "local": -2.0}
DOCUMENT = {"words": 4.4, "held": 8.2, "length": -0.6, "elsewhere": -2.4, "local": -2.25, "passage": 0.53}
PASSAGE = {
    "words": 4.3, "held": -1.0, "sentence": 0.42, "beginning": 3.83, "with opening": 9.52, "runs": -4.1, "look": 0.9,
    "length": 1.6, "title": -4.5, "with heading": 4.7, "numbers": 0.5, "place": -0.15,
}  # fmt: skip
BELONGS = 0.4  # what the score of its document counts for a passage
CONFIDENCE = {"score": 0.3, "lead": -0.3, "passage": 0.3, "about": 1.0, "unnamed": -1.0, "elsewhere": 0.0, "gap": 0.0}
OFFSET = 0.0
SURE = 0.5
