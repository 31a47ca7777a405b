"""抽评: a drawn sample of explanations, read twice by people who do not know whose they are."""

from __future__ import annotations

from django.db import models

from yangguang.organisations.models import User
from yangguang.publications.models import Publication


class ReviewRound(models.Model):
    """One half-year's sample. The seed makes the draw repeatable by anybody."""

    year = models.PositiveSmallIntegerField("年份")
    half = models.PositiveSmallIntegerField("半年")
    seed = models.CharField("抽样种子", max_length=40)
    population = models.PositiveIntegerField("抽样时的解读总数", default=0)
    drawn_at = models.DateTimeField("抽样时间")
    drawn_by = models.CharField("抽样人", max_length=60)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "抽评"
        ordering = ["-year", "-half"]
        constraints = [
            models.UniqueConstraint(fields=["year", "half"], name="review_round_once"),
            models.CheckConstraint(condition=models.Q(half__in=[1, 2]), name="review_round_half"),
        ]

    def __str__(self) -> str:
        return f"{self.year} 年{'上' if self.half == 1 else '下'}半年政策解读抽评"


class ReviewSample(models.Model):
    """One drawn explanation under a number that tells nothing. ``score`` is set when its readings are settled."""

    round = models.ForeignKey(ReviewRound, on_delete=models.CASCADE, related_name="samples")
    explanation = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField("编号")
    score = models.FloatField("得分", null=True, blank=True)

    class Meta:
        verbose_name = "抽评样本"
        ordering = ["round", "number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "explanation"], name="review_sample_once"),
            models.UniqueConstraint(fields=["round", "number"], name="review_sample_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.round}第 {self.number} 号"


class Reading(models.Model):
    """One reader's scores for one sample; ``third`` decides between two that differ too much."""

    sample = models.ForeignKey(ReviewSample, on_delete=models.CASCADE, related_name="readings")
    reader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="评阅人")
    third = models.BooleanField("复评", default=False)
    # {"authority": 0-25, "plain": 0-25, "aimed": 0-25, "complete": 0-25}
    scores = models.JSONField("评分", default=dict)
    comment = models.CharField("评语", max_length=500, blank=True)
    read_at = models.DateTimeField("评阅时间", null=True, blank=True)

    class Meta:
        verbose_name = "评阅"
        ordering = ["sample", "id"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "reader"], name="reading_once"),
            models.UniqueConstraint(
                fields=["sample"], condition=models.Q(third=True), name="reading_third_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sample}评阅"

    @property
    def total(self) -> int | None:
        return sum(self.scores.values()) if self.read_at else None
