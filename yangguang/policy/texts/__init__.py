"""What a text can be asked about an explanation: its elements, how much is copied, how hard it is to read."""
