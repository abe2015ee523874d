"""The clock of a disclosure request: dated events in, due days with their reasons out.

Articles without a name are those of the Regulations on Open Government Information (《政府信息公开
条例》, State Council Decree No. 711, in force since 2019-05-15). Nothing here knows Django, cities
or a database.
"""
