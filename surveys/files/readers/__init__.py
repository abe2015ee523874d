"""What opens a stranger's file: runs in the limited process alone, and so knows no Django."""
