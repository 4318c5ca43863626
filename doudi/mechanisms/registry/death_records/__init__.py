"""死亡登记: one death, one record, from however many reports; what each of them says of the day stands beside the golden day.

Who has something to do when somebody has died declares a `Follower`: awards are held and proposed to be stopped, the chain of the ashes
begins. Nothing here knows who follows.
"""
