"""What a report tells of the round: the seven facts of the survey, by place and by basis."""
