"""派单建议: who could go to whom, and in which order. A proposal with its reasons; a person confirms it line by line.

Pure: no database, no clock. `able` says who may go at all and why not, `assigning` matches single orders with people who are not sent on
rounds (volunteers), `routing` draws up a day's rounds. The same question always gets the same answer: nothing here is drawn by lot
and no search ends by the clock.
"""
