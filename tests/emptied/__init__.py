"""An app of the tests alone: emptying the database between two of them passes the triggers."""
