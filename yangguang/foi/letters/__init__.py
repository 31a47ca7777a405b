"""Letters of requests (依申请公开文书): which there are, what each has to say, and how it is said and set."""
