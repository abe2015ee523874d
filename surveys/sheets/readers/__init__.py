"""What opens a stranger's table: runs in the limited process alone, and so knows no Django."""
