"""Problems opened from what the system finds itself: findings of a run, and rows that fall short of a measure.

Which problem a row becomes or belongs to, who answers for it, and until when.
"""
