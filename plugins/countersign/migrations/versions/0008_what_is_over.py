"""What strangers see of a post about an emergency that is over: when that was, how, and where it was said."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

#: The post that said so is no post about something that is over.
PUBLIC_OVER = """
    select delivery.id, incident.ended, incident.how,
           (select post.number
              from delivery last
              join proposal signed on signed.id = last.proposal_id
              join post on post.id = last.post_id
             where last.thread = delivery.thread and last.lane = 'urgent' and last.state = 'sent'
               and last.mode = 'live' and signed.details #>> '{incident,how}' <> ''
             order by last.sent limit 1) as said
      from delivery
      join proposal on proposal.id = delivery.proposal_id
      join incident on delivery.thread = 'incident:' || incident.id
     where delivery.lane = 'urgent' and delivery.state = 'sent' and delivery.mode = 'live'
       and incident.ended is not null and coalesce(proposal.details #>> '{incident,how}', '') = ''"""


def upgrade() -> None:
    """Add the view."""
    op.execute(f"create view public_over with (security_barrier) as {PUBLIC_OVER}")
    op.execute("grant select on public_over to countersign_app, countersign_public")
