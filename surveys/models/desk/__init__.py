"""What coders and reviewers work with beside codes and answers."""
