"""showcases and outside shops

Revision ID: 0009
Revises: 0008
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import smallgestures.db.base

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

OWN_LISTING = sa.text("listed_by_id IS NOT NULL AND withdrawn_at IS NULL")


def moment(name: str, *, nullable: bool = True) -> sa.Column[object]:
    kind = smallgestures.db.base.UtcDateTime(timezone=True)
    return sa.Column(name, kind, nullable=nullable)


def upgrade() -> None:
    with op.batch_alter_table("brand") as batch_op:
        batch_op.add_column(sa.Column("outside_domain", sa.String(80), nullable=True))
        batch_op.create_unique_constraint(op.f("uq_brand_outside_domain"), ["outside_domain"])
        batch_op.create_check_constraint(
            op.f("ck_brand_outside_shop_has_no_owner"), "outside_domain IS NULL OR owner_id IS NULL"
        )
    with op.batch_alter_table("product") as batch_op:
        batch_op.add_column(sa.Column("listed_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_product_listed_by_id_person"), "person", ["listed_by_id"], ["id"]
        )
        batch_op.create_check_constraint(
            op.f("ck_product_only_outside_is_ones_own"),
            "listed_by_id IS NULL OR outside_url IS NOT NULL",
        )
        batch_op.create_index(
            "ix_product_listed_by_id_outside_url",
            ["listed_by_id", "outside_url"],
            unique=True,
            sqlite_where=OWN_LISTING,
            postgresql_where=OWN_LISTING,
        )
    _upgrade_links()
    op.create_table(
        "showcase_item",
        sa.Column("id", sa.Integer(), nullable=False),
        moment("created_at", nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_showcase_item_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_showcase_item_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_showcase_item")),
        sa.UniqueConstraint(
            "person_id", "position", name=op.f("uq_showcase_item_person_id_position")
        ),
        sa.UniqueConstraint(
            "person_id", "product_id", name=op.f("uq_showcase_item_person_id_product_id")
        ),
    )
    op.create_index(op.f("ix_showcase_item_product_id"), "showcase_item", ["product_id"])
    op.create_table(
        "promotion",
        sa.Column("id", sa.Integer(), nullable=False),
        moment("created_at", nullable=False),
        sa.Column("video_id", sa.Integer(), nullable=False),
        sa.Column("creator_id", sa.Integer(), nullable=False),
        moment("products_since"),
        moment("paid_at"),
        sa.ForeignKeyConstraint(
            ["video_id"], ["video.id"], name=op.f("fk_promotion_video_id_video")
        ),
        sa.ForeignKeyConstraint(
            ["creator_id"], ["person.id"], name=op.f("fk_promotion_creator_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotion")),
        sa.UniqueConstraint("video_id", name=op.f("uq_promotion_video_id")),
    )
    op.create_index(
        "ix_promotion_creator_id_products_since", "promotion", ["creator_id", "products_since"]
    )


def _upgrade_links() -> None:
    with op.batch_alter_table("commerce_link") as batch_op:
        batch_op.alter_column("position", existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(
            sa.Column("label", sa.String(40), nullable=False, server_default=sa.text("''"))
        )
        batch_op.add_column(
            sa.Column("anchor_from_ms", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(moment("linked_at"))
        batch_op.add_column(moment("removed_at"))
        batch_op.create_check_constraint(
            op.f("ck_commerce_link_removed_has_no_position"),
            "(position IS NULL) = (removed_at IS NOT NULL)",
        )
        batch_op.create_check_constraint(
            op.f("ck_commerce_link_label_is_short"), "length(label) <= 40"
        )
        batch_op.create_check_constraint(
            op.f("ck_commerce_link_anchor_within_a_clip"), "anchor_from_ms BETWEEN 0 AND 60000"
        )
    op.execute("UPDATE commerce_link SET linked_at = created_at")
    # Whoever sells in their own shop earns by selling, not by a commission.
    op.execute(
        "UPDATE commerce_link SET disclosure = 'promotional_content' "
        "WHERE disclosure = 'affiliate' AND EXISTS (SELECT 1 FROM video, product, brand "
        "WHERE video.id = commerce_link.video_id AND product.id = commerce_link.product_id "
        "AND brand.id = product.brand_id AND brand.owner_id = video.creator_id)"
    )
    with op.batch_alter_table("commerce_link") as batch_op:
        batch_op.alter_column(
            "linked_at",
            existing_type=smallgestures.db.base.UtcDateTime(timezone=True),
            nullable=False,
        )


def downgrade() -> None:
    op.drop_table("promotion")
    op.drop_table("showcase_item")
    op.execute(
        "UPDATE commerce_link SET disclosure = 'affiliate' WHERE disclosure = 'promotional_content'"
    )
    with op.batch_alter_table("commerce_link") as batch_op:
        for name in ("anchor_within_a_clip", "label_is_short", "removed_has_no_position"):
            batch_op.drop_constraint(op.f(f"ck_commerce_link_{name}"), type_="check")
        for name in ("removed_at", "linked_at", "anchor_from_ms", "label"):
            batch_op.drop_column(name)
    with op.batch_alter_table("product") as batch_op:
        batch_op.drop_index("ix_product_listed_by_id_outside_url")
        batch_op.drop_constraint(op.f("ck_product_only_outside_is_ones_own"), type_="check")
        batch_op.drop_constraint(op.f("fk_product_listed_by_id_person"), type_="foreignkey")
        batch_op.drop_column("listed_by_id")
    with op.batch_alter_table("brand") as batch_op:
        batch_op.drop_constraint(op.f("ck_brand_outside_shop_has_no_owner"), type_="check")
        batch_op.drop_constraint(op.f("uq_brand_outside_domain"), type_="unique")
        batch_op.drop_column("outside_domain")
