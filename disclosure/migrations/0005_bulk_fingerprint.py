"""What bulk files were made from, and which checks a project was accepted by."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure", "0004_search_table"),
    ]

    operations = [
        migrations.AddField(
            model_name="bulkfile",
            name="fingerprint",
            field=models.CharField(default="", max_length=64),
        ),
        migrations.AddField(
            model_name="bulkfile",
            name="log_sequence",
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="project",
            name="checked_with",
            field=models.CharField(blank=True, max_length=90),
        ),
        migrations.AlterField(
            model_name="bulkfile",
            name="name",
            field=models.CharField(
                help_text="'oc4ids.json', 'oc4ids.jsonl', 'manifest.json'", max_length=40
            ),
        ),
        migrations.AlterField(
            model_name="bulkfile",
            name="path",
            field=models.CharField(
                help_text="Beside it, '.gz' added: the same in gzip", max_length=200
            ),
        ),
    ]
