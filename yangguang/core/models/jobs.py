"""When each scheduled job ran, and how it went."""

from __future__ import annotations

from django.db import models


class JobRun(models.Model):
    """One run of a scheduled job for one due moment; unique, so two schedulers can't both start it."""

    class State(models.TextChoices):
        RUNNING = "running", "进行中"
        DONE = "done", "完成"
        FAILED = "failed", "失败"

    code = models.CharField("任务", max_length=80)
    due_at = models.DateTimeField("应运行时间")
    started_at = models.DateTimeField("开始", auto_now_add=True)
    ended_at = models.DateTimeField("结束", null=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.RUNNING)
    message = models.TextField("结果", blank=True)

    class Meta:
        verbose_name = "定时任务记录"
        ordering = ["-due_at"]
        constraints = [models.UniqueConstraint(fields=["code", "due_at"], name="job_run_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.due_at:%Y-%m-%d %H:%M}"
