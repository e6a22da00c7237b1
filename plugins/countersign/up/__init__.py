"""`countersign up`: all of it on this machine, until Ctrl-C.

* home       the folder of this installation: keys, settings for the other programs, one lock
* processes  programs that run beside each other, each in a session of its own, watched and ended
* programs   which programs those are
* airflow    Airflow's configuration, its database and its sign-in
* run        the order of it all
"""
