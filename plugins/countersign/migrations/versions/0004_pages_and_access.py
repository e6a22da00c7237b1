"""What connecting a page, its media and posting by hand need."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

VIEWS = {
    # Strangers may know what was posted outside and registered afterwards, when and why.
    "public_outside": """
        select outside_post.delivery_id as id, outside_post.posted, outside_post.registered, outside_post.reason
          from outside_post join delivery on delivery.id = outside_post.delivery_id
         where delivery.state = 'sent' and delivery.mode = 'live'""",
    # Who shows a ticket gets the file that it was made for, until its time is over.
    "public_loan": """
        select media_loan.ticket, media_loan.until, media.sha256, media.mime, media.data
          from media_loan join media on media.sha256 = media_loan.sha256
         where media_loan.until > clock_timestamp()""",
    # The captions that were signed with a published video, by their own hash.
    "public_captions": """
        select media.sha256, media.data from media
         where media.mime = 'text/vtt'
           and exists (select 1 from final_text
                         join delivery on delivery.version_id = final_text.version_id
                                      and delivery.page_id = final_text.page_id
                         join proposal on proposal.id = delivery.proposal_id and proposal.policy = final_text.policy
                        where final_text.body -> 'media'
                              @> jsonb_build_array(jsonb_build_object('captions', media.sha256))
                          and delivery.state = 'sent' and delivery.mode = 'live' and delivery.removed is null)""",
}


def upgrade() -> None:
    """Let access end and be renewed, pages be served by hand, and each page have its own size of a picture."""
    op.add_column("page", sa.Column("access_ends", sa.DateTime(timezone=True), nullable=True))
    op.add_column("page", sa.Column("access_warned", sa.Integer(), nullable=True))
    op.add_column("page", sa.Column("by_hand", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.alter_column("page", "by_hand", server_default=None)
    op.create_table(
        "page_connecting",
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("page_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("began", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("state"),
    )
    op.add_column("media", sa.Column("seconds", sa.Float(), nullable=True))
    op.add_column("media", sa.Column("captions", sa.Text(), sa.ForeignKey("media.sha256"), nullable=True))
    op.create_table(
        "media_variant",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recipe", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["media.sha256"]),
        sa.ForeignKeyConstraint(["sha256"], ["media.sha256"]),
        sa.PrimaryKeyConstraint("source", "recipe"),
    )
    op.create_table(
        "media_loan",
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["media.sha256"]),
        sa.PrimaryKeyConstraint("ticket"),
    )
    op.create_table(
        "hand_post",
        sa.Column("delivery_id", sa.UUID(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("compared", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("seen_text", sa.Text(), nullable=False),
        sa.Column("screenshot", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["person.id"]),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"]),
        sa.ForeignKeyConstraint(["screenshot"], ["media.sha256"]),
        sa.PrimaryKeyConstraint("delivery_id"),
    )
    op.create_table(
        "outside_post",
        sa.Column("delivery_id", sa.UUID(), nullable=False),
        sa.Column("posted", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"]),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"]),
        sa.PrimaryKeyConstraint("delivery_id"),
    )
    for table in ("page_connecting", "media_variant", "media_loan", "hand_post", "outside_post"):
        op.execute(f"grant select, insert, update, delete on {table} to countersign_app")
    for name, query in VIEWS.items():
        op.execute(f"create view {name} with (security_barrier) as {query}")
        op.execute(f"revoke insert, update, delete on {name} from countersign_app")
        op.execute(f"grant select on {name} to countersign_app, countersign_public")
