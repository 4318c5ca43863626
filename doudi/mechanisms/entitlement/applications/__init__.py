"""申请: what applications that end in an award or a recognition have in common, so that a programme's flow says only what is its own.

`models` what an application keeps · `opening` how one is opened · `families` its facts as the rules see them · `handling` what its actions
ask and do · `steps` and `stages` the actions and stages that regulations share · `times` limits as parameters.
"""
