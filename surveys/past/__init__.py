"""A round that a team kept elsewhere: read from its workbook and files, judged, stored; and the
same workbook written again."""
